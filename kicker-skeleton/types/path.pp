# @summary The absolute path of a file, in which nothing has a meaning to a shell, to systemd or to sshd
type Kicker::Path = Pattern[/\A(\/(?!\.{1,2}(\/|\z))[A-Za-z0-9_.+-]+)+\z/]
