# @summary The name of a role
type Kicker::Role = Pattern[/\A[a-z][a-z0-9_-]{0,40}\z/]
