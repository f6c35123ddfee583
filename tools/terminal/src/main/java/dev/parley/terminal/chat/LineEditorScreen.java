package dev.parley.terminal.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// A real terminal: a line editor below, the conversation above it. A mark changes in place while its line is still on
/// the screen and where it was printed; otherwise, or after the window has changed its width, it is printed as a line.
public final class LineEditorScreen implements Screen {

    private static final String GREY = "\u001b[90m";
    private static final String GREEN = "\u001b[32m";
    private static final String BLUE = "\u001b[36m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    /// Where a line was printed: rows since the start, and the width it was printed for.
    private record Printed(long row, int columns) {}

    private final Terminal terminal;
    private final LineReader reader;
    private final List<Printed> own = new ArrayList<>();
    private final Object screen = new Object();
    private String prompt = "";
    private long rows;

    public LineEditorScreen() {
        try {
            terminal = TerminalBuilder.builder().system(true).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                // A typed "!" is a "!", not a reference to an earlier line.
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    @Override
    public @Nullable String readLine(String shown) {
        prompt = shown;
        try {
            return reader.readLine(shown);
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        }
    }

    @Override
    public void print(String text) {
        synchronized (screen) {
            put(text);
        }
    }

    @Override
    public int printOwn(Mark mark, String text) {
        synchronized (screen) {
            own.add(new Printed(rows, terminal.getWidth()));
            put(colour(mark) + mark.sign() + PLAIN + " " + text);
            return own.size() - 1;
        }
    }

    @Override
    public void mark(int line, Mark mark, String what) {
        synchronized (screen) {
            Printed printed = own.get(line);
            long up = rows - printed.row();
            boolean onScreen = up < terminal.getHeight() - 1 && printed.columns() == terminal.getWidth();
            if (!onScreen || !typedFitsOneRow()) {
                put(GREY + mark.sign() + " " + what + PLAIN);
                return;
            }
            // Save the cursor, go up to the line's first column, write two columns, come back.
            terminal.writer().print("\u001b7\u001b[" + up + "A\r" + colour(mark) + mark.sign() + PLAIN + "\u001b8");
            terminal.writer().flush();
        }
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String text) {
        reader.printAbove(text);
        int columns = Math.max(1, terminal.getWidth());
        for (String line : text.split("\n", -1)) {
            int width = AttributedString.fromAnsi(line).columnLength(terminal);
            rows += Math.max(1, (width + columns - 1) / columns);
        }
    }

    private boolean typedFitsOneRow() {
        return prompt.length() + reader.getBuffer().length() * 2 < terminal.getWidth();
    }

    private static String colour(Mark mark) {
        return switch (mark) {
            case PENDING, SENT -> GREY;
            case DELIVERED -> GREEN;
            case READ -> BLUE;
            case REFUSED -> RED;
        };
    }
}
