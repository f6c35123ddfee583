package dev.parley.stack.supervisor;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "status", description = "Ask every part how it is. Exit code 0 only if all serve.")
final class StatusCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        return new Stack(StackLayout.find(), System.out).printStatus() ? 0 : 1;
    }
}
