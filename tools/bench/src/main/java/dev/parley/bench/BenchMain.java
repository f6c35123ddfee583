package dev.parley.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `./parley bench`: load on the wire protocol of a running stack, and what came of it.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Open-loop load on the wire protocol of the running stack.",
        subcommands = {
            DirectCommand.class,
            GroupCommand.class,
            IdleCommand.class,
            AwayCommand.class,
            ReceiptsCommand.class
        })
public final class BenchMain {

    private BenchMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.err.println("bench: the run could not be made: " + failure);
                    return 2;
                })
                .execute(args));
    }
}
