package dev.parley.stack.supervisor;

import dev.parley.stack.edge.StackParts;
import dev.parley.stack.process.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;

/// The parts of the stack of one repository, as `status` finds them: from the run directory, anew each time, so that a
/// part killed or started by hand is seen.
public final class RunningParts implements StackParts {

    private final StackLayout layout;
    private final RunDirectory run;

    public RunningParts(StackLayout layout) {
        this.layout = layout;
        this.run = new RunDirectory(layout.run());
    }

    @Override
    public List<PartState> now() {
        try {
            return StackSettings.load(layout.settings())
                    .map(settings -> new StackPlan(layout, settings)
                            .parts().stream().map(this::state).toList())
                    .orElse(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PartState state(Part part) {
        OptionalLong pid = run.running(part.name())
                .map(process -> OptionalLong.of(process.pid()))
                .orElse(OptionalLong.empty());
        OptionalLong memory = pid.isPresent() ? Memory.residentMebibytes(pid.getAsLong()) : OptionalLong.empty();
        return new PartState(part.name(), service(part), part.port(), true, pid, memory, part.health());
    }

    private static String service(Part part) {
        return part.stage() == Part.Stage.SERVICES ? part.name().replaceAll("-\\d+$", "") : "";
    }
}
