# @summary From where the dispatcher may log in: addresses, networks or patterns of host names as sshd knows them
type Kicker::From = Pattern[/\A!?[A-Za-z0-9.:*?\/_-]+\z/]
