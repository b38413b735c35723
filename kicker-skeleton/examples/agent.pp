# On every node that gets kicked: the directors, and the roles that the inventory names under `kicks`.
include kicker::agent
