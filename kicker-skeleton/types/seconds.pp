# @summary A number of seconds, at most a day
type Kicker::Seconds = Variant[Integer[0, 86400], Float[0, 86400]]
