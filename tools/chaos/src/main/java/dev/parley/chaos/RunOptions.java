package dev.parley.chaos;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// How much load, for how long, and where the parts are that are damaged.
final class RunOptions extends ClientOptions {

    @Option(names = "--rate", defaultValue = "200", description = "Messages per second (default: ${DEFAULT-VALUE}).")
    double ratePerSecond = 200;

    @Option(
            names = "--users",
            defaultValue = "60",
            description = "People; every third has two devices (default: ${DEFAULT-VALUE}).")
    int users = 60;

    @Option(
            names = "--before",
            defaultValue = "10",
            description = "Seconds of load before the fault (default: ${DEFAULT-VALUE}).")
    int secondsBefore = 10;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Seconds of load after its end (default: ${DEFAULT-VALUE}).")
    int secondsAfter = 20;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Who talks to whom, and when (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(
            names = "--kafka",
            defaultValue = "127.0.0.1:19092",
            description = "The broker, to rewind groups (default: ${DEFAULT-VALUE}).")
    String kafka = "127.0.0.1:19092";

    @Option(
            names = "--run-dir",
            defaultValue = "${sys:parley.root:-.}/.parley/run",
            description = "Pid files of the stack (default: ${DEFAULT-VALUE}).")
    Path runDirectory = Path.of(".parley/run");

    @Option(
            names = "--parley",
            defaultValue = "${sys:parley.root:-.}/parley",
            description = "The command that starts parts (default: ${DEFAULT-VALUE}).")
    Path parley = Path.of("./parley");
}
