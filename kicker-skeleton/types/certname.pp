# @summary The name in the certificate of a node
type Kicker::Certname = Pattern[/\A[a-z0-9][a-z0-9._-]{0,252}\z/]
