# @summary The name of a user or a group of the system
type Kicker::User = Pattern[/\A[a-z_][a-z0-9_-]{0,31}\z/]
