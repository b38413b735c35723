# @summary A public key of SSH, of the kind ed25519 and without a comment
type Kicker::Public_key = Pattern[/\Assh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+\/]{43}\z/]
