package dev.parley.stack.supervisor;

import java.nio.file.Path;

/// The JDK and the class path this process runs with; its children run with the same.
final class JavaProgram {

    private JavaProgram() {}

    static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String ownClassPath() {
        return System.getProperty("java.class.path");
    }
}
