/// The Kafka log as every part uses it: which records a reader accepts, how clients are set up, what the topics look
/// like.
@NullMarked
package dev.parley.log;

import org.jspecify.annotations.NullMarked;
