# @summary Where a PuppetDB answers: by TLS only, as the dispatcher shows its certificate
type Kicker::Puppetdb_url = Pattern[/\Ahttps:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\/?\z/]
