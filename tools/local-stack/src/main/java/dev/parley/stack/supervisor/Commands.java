package dev.parley.stack.supervisor;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of `parley`, as far as it is about the stack; `chat`, `demo`, `bench`, `chaos` and `test` are
/// programs of their own that the script starts.
@Command(
        name = "parley",
        mixinStandardHelpOptions = true,
        description = "The whole of Parley on one machine.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            StartCommand.class,
            KillCommand.class
        })
public final class Commands {

    private Commands() {}

    /// @return the exit code
    public static int run(String... arguments) {
        CommandLine commands = new CommandLine(new Commands())
                .setExecutionExceptionHandler((failure, command, result) -> {
                    switch (failure) {
                        case StackFailure expected -> command.getErr().println("parley: " + expected.getMessage());
                        case IOException broken -> command.getErr().println("parley: " + broken.getMessage());
                        case IllegalArgumentException wrong ->
                            command.getErr().println("parley: " + wrong.getMessage());
                        default -> failure.printStackTrace(command.getErr());
                    }
                    return 1;
                });
        return commands.execute(arguments);
    }
}
