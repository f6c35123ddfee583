package dev.parley.terminal.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Lines in, lines out: for pipes and files. A mark that changes is a line of its own.
public final class PlainScreen implements Screen {

    private final BufferedReader in;
    private final PrintStream out;
    private int lines;

    public PlainScreen(InputStream in, PrintStream out) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String readLine(String prompt) {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void print(String text) {
        out.println(text);
    }

    @Override
    public synchronized int printOwn(Mark mark, String text) {
        out.println(mark.sign() + " " + text);
        return lines++;
    }

    @Override
    public synchronized void mark(int line, Mark mark, String what) {
        out.println(mark.sign() + " " + what);
    }

    @Override
    public void close() {
        out.flush();
    }
}
