package dev.parley.stack.supervisor;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "down", description = "End every process of the stack. Data is kept.")
final class DownCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        int ended = new Stack(StackLayout.find(), System.out).down();
        System.out.println(ended == 0 ? "Nothing was running." : "Ended " + ended + " processes.");
        return 0;
    }
}
