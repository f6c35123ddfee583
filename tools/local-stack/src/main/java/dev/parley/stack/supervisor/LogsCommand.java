package dev.parley.stack.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "logs", description = "Show the end of the logs.")
final class LogsCommand implements Callable<Integer> {

    @Parameters(arity = "0..1", defaultValue = "", paramLabel = "PART", description = "One part; all if not given.")
    private String part = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as they grow.")
    private boolean follow;

    @Option(names = "-n", defaultValue = "40", description = "Lines of each (${DEFAULT-VALUE}).")
    private int lines;

    @Override
    public Integer call() throws Exception {
        List<String> command = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
        if (follow) {
            command.add("-F");
        }
        for (String log : new Stack(StackLayout.find(), System.out).logs(part)) {
            if (Files.exists(Path.of(log))) {
                command.add(log);
            }
        }
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
