# @summary The command that runs the agent of a node: a program and its arguments
#
# No shell reads it. `{certname}`, `{address}`, `{job_id}`, `{known_hosts}` and `{key}` stand for the name in the
# certificate and the address of the node, the job id that the agent must be given, the file with the node's host keys
# and the file with the key of the dispatcher.
type Kicker::Transport = Array[
  Pattern[/\A(?:[^{}[:cntrl:]]|\{(?:certname|address|job_id|known_hosts|key)\})*\z/],
  1
]
