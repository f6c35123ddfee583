package dev.parley.stack.supervisor;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "kill", description = "Kill one part at once, as a crash would.")
final class KillCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PART", description = "Its name, as in status.")
    private String part = "";

    @Override
    public Integer call() throws Exception {
        new Stack(StackLayout.find(), System.out).killPart(part);
        return 0;
    }
}
