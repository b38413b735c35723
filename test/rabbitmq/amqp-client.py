"""A client of AMQP that holds many connections: it does what it is told, a request a line, and serves heartbeats in between.

Standard input begins with { address, port, user, password, heartbeat }; then a request a line, each answered by a line on
standard output, in JSON. All answers are lists with an entry for each connection, { id, broker, broken }: a number, the
name by which the broker on its other end goes, and null or why it is no more.

{ "do": "open", "count" }: opens connections one after the other, each with a queue of its own. The answer has these alone.
{ "do": "exchange", "messages": [{ text, times }] }: on each connection that is whole, publishes the text so many times over
  as one message, waits for the broker's word that it has it, and takes all messages of its queue. Entries have besides
  received: [{ length, sha256 }], in the order in which they came.
{ "do": "look" }: how the connections are.
"""

import hashlib
import json
import select
import sys
import time

import pika

SECONDS_FOR_AN_ANSWER = 15
LOOK_SECONDS = 0.25


def main():
    settings = json.loads(sys.stdin.readline())
    parameters = pika.ConnectionParameters(
        host=settings["address"],
        port=settings["port"],
        credentials=pika.PlainCredentials(settings["user"], settings["password"]),
        heartbeat=settings["heartbeat"],
        connection_attempts=1,
        socket_timeout=SECONDS_FOR_AN_ANSWER,
        stack_timeout=SECONDS_FOR_AN_ANSWER,
        blocked_connection_timeout=SECONDS_FOR_AN_ANSWER,
    )
    clients = []
    say([])
    for line in lines_while_serving(clients):
        request = json.loads(line)
        say(ACTIONS[request.pop("do")](parameters, clients, **request))


def lines_while_serving(clients):
    """Gives the requests. The other side waits for each answer, so there is never more than one line to read."""
    while True:
        if select.select([sys.stdin], [], [], LOOK_SECONDS)[0]:
            line = sys.stdin.readline()
            if not line:
                return
            yield line
        for client in whole(clients):
            with_client(client, lambda: client["connection"].process_data_events(time_limit=0))


def open_connections(parameters, clients, count):
    opened = [{"id": len(clients) + number, "broker": None, "broken": None} for number in range(count)]
    for client in opened:
        with_client(client, lambda: open_connection(parameters, client))
        clients.append(client)
    return [shown(client) for client in opened]


def open_connection(parameters, client):
    connection = pika.BlockingConnection(parameters)
    client["connection"] = connection
    # What a broker says of itself is in the first word of the protocol, which the blocking connection does not hand on.
    client["broker"] = connection._impl.server_properties["cluster_name"]
    client["channel"] = connection.channel()
    client["channel"].confirm_delivery()
    client["queue"] = f"rehearsal-{client['id']}"
    client["channel"].queue_declare(client["queue"], durable=True)


def exchange(_parameters, clients, messages):
    bodies = [(message["text"] * message["times"]).encode() for message in messages]
    return [{"received": exchange_on(client, bodies), **shown(client)} for client in whole(clients)]


def exchange_on(client, bodies):
    received = []

    def publish_and_consume():
        channel, queue = client["channel"], client["queue"]
        persistent = pika.BasicProperties(delivery_mode=2)
        for body in bodies:
            # Raises an error unless the broker has put it into a queue and says so.
            channel.basic_publish("", queue, body, persistent, mandatory=True)
        end = time.monotonic() + SECONDS_FOR_AN_ANSWER
        for method, _properties, body in channel.consume(queue, inactivity_timeout=1):
            if method is not None:
                received.append({"length": len(body), "sha256": hashlib.sha256(body).hexdigest()})
                channel.basic_ack(method.delivery_tag)
            if len(received) == len(bodies) or time.monotonic() > end:
                break
        channel.cancel()

    with_client(client, publish_and_consume)
    return received


def look(_parameters, clients):
    return [shown(client) for client in clients]


def with_client(client, action):
    """Does something on a connection, and remembers why it ended when it does."""
    try:
        action()
    except (pika.exceptions.AMQPError, OSError) as error:
        # Some of these errors say nothing of themselves but to programmers.
        client["broken"] = repr(error)


def whole(clients):
    return [client for client in clients if client["broken"] is None]


def shown(client):
    return {name: client[name] for name in ("id", "broker", "broken")}


def say(answer):
    print(json.dumps(answer), flush=True)


ACTIONS = {"open": open_connections, "exchange": exchange, "look": look}
main()
