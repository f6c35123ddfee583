package dev.parley.stack.supervisor;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Start one part that does not run.")
final class StartCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PART", description = "Its name, as in status.")
    private String part = "";

    @Override
    public Integer call() throws Exception {
        new Stack(StackLayout.find(), System.out).startPart(part);
        return 0;
    }
}
