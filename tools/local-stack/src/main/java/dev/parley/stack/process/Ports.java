package dev.parley.stack.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a port of this machine can be listened on, and who has it if not.
public final class Ports {

    private static final Pattern SS_OWNER = Pattern.compile("\\(\\(\"([^\"]+)\",pid=(\\d+)");

    private Ports() {}

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // A port whose last connections are still in TIME_WAIT is free for the servers, which set the same option.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// The first of `start`, `start` + 2, … that is free together with the port after it.
    public static int firstFreePair(int start) {
        for (int port = start; port < start + 40; port += 2) {
            if (isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
        return start;
    }

    /// `name (pid N)` of the process that listens, as far as this user may see it.
    public static Optional<String> owner(int port) {
        Optional<String> bySs = firstLine("ss", "-Hltnp", "sport = :" + port).flatMap(Ports::parseSs);
        return bySs.or(() ->
                firstLine("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-t").flatMap(Ports::describePid));
    }

    private static Optional<String> parseSs(String line) {
        Matcher matcher = SS_OWNER.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1) + " (pid " + matcher.group(2) + ")") : Optional.empty();
    }

    private static Optional<String> describePid(String pid) {
        try {
            String program = ProcessHandle.of(Long.parseLong(pid.strip()))
                    .flatMap(handle -> handle.info().command())
                    .orElse("a process");
            return Optional.of(program + " (pid " + pid.strip() + ")");
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> firstLine(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                return Optional.ofNullable(reader.readLine());
            }
        } catch (IOException e) {
            // The tool is not on this machine; the caller says less then.
            return Optional.empty();
        }
    }
}
