package dev.parley.stack.supervisor;

/// What a user reads when the stack is up.
final class Welcome {

    private Welcome() {}

    static String text(String edge) {
        String socket = edge.replaceFirst("^http", "ws");
        return """

                Edge       %1$s            REST, server-sent events, and what this is
                WebSocket  %2$s/v1/connect   subprotocol parley.v1.json or parley.v1.proto
                Logins     alice, bob, carol (any name will do; echo answers): a token for each is

                  curl -s %1$s/dev/token -H 'Content-Type: application/json' -d '{"user":"alice"}'

                The three know each other already: direct conversations, the rooms Team and Book club, and, within a
                minute, 10,000 messages in Archive (./parley logs people).

                Try
                  ./parley demo             alice, bob and carol talk, and what happens is told
                  ./parley chat alice       in one terminal, and in another
                  ./parley chat bob
                  ./parley kill gateway-1   while they talk; then ./parley start gateway-1
                  ./parley status | logs [part] | bench | chaos | down
                """.formatted(edge, socket);
    }
}
