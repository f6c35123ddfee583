package dev.parley.chat.conversations;

import dev.parley.proto.v1.Policy;

/// A policy in a response, whole.
record PolicyJson(
        String history,
        String post,
        String add,
        String rename,
        String pin,
        int editWithinSeconds,
        int slowModeSeconds,
        int disappearAfterSeconds) {

    static PolicyJson of(Policy policy) {
        return new PolicyJson(
                policy.getHistory(),
                policy.getPost(),
                policy.getAdd(),
                policy.getRename(),
                policy.getPin(),
                policy.getEditWithinSeconds(),
                policy.getSlowModeSeconds(),
                policy.getDisappearAfterSeconds());
    }
}
