package dev.parley.chaos;

import java.util.List;
import picocli.CommandLine.Option;

/// How many people come and go, and how fast.
final class MembershipOptions extends ClientOptions {

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "1,2,3",
            description = "A run each (default: ${DEFAULT-VALUE}).")
    List<Long> seeds = List.of();

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "Length of a run under load (default: ${DEFAULT-VALUE}).")
    int seconds = 60;

    @Option(names = "--groups", defaultValue = "4", description = "Groups (default: ${DEFAULT-VALUE}).")
    int groups = 4;

    @Option(
            names = "--size",
            defaultValue = "16",
            description = "People around each group, the owner who stays included (default: ${DEFAULT-VALUE}).")
    int size = 16;

    @Option(names = "--rate", defaultValue = "100", description = "Messages per second (default: ${DEFAULT-VALUE}).")
    double messagesPerSecond = 100;

    @Option(
            names = "--changes",
            defaultValue = "22",
            description = "Steps per second; most ask for one change that has an effect (default: ${DEFAULT-VALUE}).")
    double changesPerSecond = 22;

    @Option(
            names = "--taps",
            defaultValue = "4",
            description = "Pages asked for and returns of taps per second (default: ${DEFAULT-VALUE}).")
    double tapsPerSecond = 4;
}
