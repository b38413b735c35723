# @summary A file with keys as sshd names it: from the root, or from the home of who logs in
#
# `%%`, `%h`, `%u` and `%U` stand for a percent sign, the home, the user and the number of the user.
type Kicker::Keys_file = Pattern[/\A(?:[A-Za-z0-9_.\/+-]|%[%huU])+\z/]
