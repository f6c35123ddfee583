package dev.parley.bus.redis;

import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.StreamMessageListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Commands that leave in one write and cost one round trip; nothing is sent before {@link #send}. Lettuce's
/// own commands flush one by one, and its switch for that belongs to the whole connection, which many threads
/// share here.
///
/// Used by one thread. Answers complete on the connection's event loop, so who waits for them must not block
/// there.
final class Pipeline<V> {

    private final StatefulConnection<String, V> connection;
    private final RedisCodec<String, V> codec;
    private final boolean cluster;
    private final List<AsyncCommand<String, V, ?>> commands = new ArrayList<>();
    private final Set<LuaScript> sentAsText = new HashSet<>();

    Pipeline(StatefulConnection<String, V> connection, RedisCodec<String, V> codec, boolean cluster) {
        this.connection = connection;
        this.codec = codec;
        this.cluster = cluster;
    }

    CompletableFuture<Map<String, V>> hashOf(String key) {
        return add(CommandType.HGETALL, new MapOutput<>(codec), args().addKey(key));
    }

    CompletableFuture<Optional<V>> get(String key) {
        return add(CommandType.GET, new ValueOutput<>(codec), args().addKey(key))
                .thenApply(Optional::ofNullable);
    }

    CompletableFuture<Long> exists(String key) {
        return add(CommandType.EXISTS, new IntegerOutput<>(codec), args().addKey(key));
    }

    CompletableFuture<Long> delete(String key) {
        return add(CommandType.DEL, new IntegerOutput<>(codec), args().addKey(key));
    }

    CompletableFuture<Long> removeRanked(String key, V member) {
        return add(
                CommandType.ZREM, new IntegerOutput<>(codec), args().addKey(key).addValue(member));
    }

    CompletableFuture<String> set(String key, V value, Duration timeToLive) {
        return add(
                CommandType.SET,
                new StatusOutput<>(codec),
                args().addKey(key).addValue(value).add("PX").add(timeToLive.toMillis()));
    }

    CompletableFuture<Long> setField(String key, String field, V value) {
        return add(
                CommandType.HSET,
                new IntegerOutput<>(codec),
                args().addKey(key).addKey(field).addValue(value));
    }

    CompletableFuture<Long> expire(String key, Duration timeToLive) {
        return add(
                CommandType.PEXPIRE,
                new IntegerOutput<>(codec),
                args().addKey(key).add(timeToLive.toMillis()));
    }

    /// To the channel's own node, if there is a cluster.
    CompletableFuture<Long> publish(String channel, V message) {
        CommandType publish = cluster ? CommandType.SPUBLISH : CommandType.PUBLISH;
        return add(publish, new IntegerOutput<>(codec), args().addKey(channel).addValue(message));
    }

    /// Entries of a stream from the one with this id on, itself included.
    CompletableFuture<List<StreamMessage<String, V>>> entriesFrom(String key, String id, int atMost) {
        return add(
                CommandType.XRANGE,
                new StreamMessageListOutput<>(codec, key),
                args().addKey(key).add(id).add("+").add(CommandKeyword.COUNT).add(atMost));
    }

    /// None if the stream is empty.
    CompletableFuture<List<StreamMessage<String, V>>> newestEntry(String key) {
        return add(
                CommandType.XREVRANGE,
                new StreamMessageListOutput<>(codec, key),
                args().addKey(key).add("+").add("-").add(CommandKeyword.COUNT).add(1));
    }

    /// Runs a script, whose keys share a slot. Its first use in a pipeline carries the text, the others only the
    /// hash, which Redis knows by then; so a Redis that was restarted costs nothing extra. On a cluster another
    /// node may not know it yet: then the text follows.
    <T> CompletableFuture<T> script(
            LuaScript script,
            List<String> keys,
            List<String> arguments,
            Function<RedisCodec<String, V>, CommandOutput<String, V, T>> output) {
        if (sentAsText.add(script)) {
            return add(CommandType.EVAL, output.apply(codec), scriptArgs(script.text(), keys, arguments));
        }
        CompletableFuture<T> byHash =
                add(CommandType.EVALSHA, output.apply(codec), scriptArgs(script.sha1(), keys, arguments));
        return byHash.exceptionallyCompose(failure -> {
            if (!LuaScript.isUnknown(failure)) {
                return CompletableFuture.failedFuture(failure);
            }
            Pipeline<V> again = new Pipeline<>(connection, codec, cluster);
            CompletableFuture<T> byText = again.script(script, keys, arguments, output);
            again.send();
            return byText;
        });
    }

    void send() {
        if (cluster || commands.size() == 1) {
            // Over a cluster the commands part by slot, and Lettuce's bulk write would block for a node's connection.
            commands.forEach(connection::dispatch);
        } else if (!commands.isEmpty()) {
            connection.dispatch(commands);
        }
        commands.clear();
    }

    private CommandArgs<String, V> args() {
        return new CommandArgs<>(codec);
    }

    private CommandArgs<String, V> scriptArgs(String shaOrText, List<String> keys, List<String> arguments) {
        CommandArgs<String, V> args = args().add(shaOrText).add(keys.size()).addKeys(keys);
        arguments.forEach(args::add);
        return args;
    }

    private <T> CompletableFuture<T> add(
            CommandType type, CommandOutput<String, V, T> output, CommandArgs<String, V> args) {
        AsyncCommand<String, V, T> command = new AsyncCommand<>(new Command<>(type, output, args));
        commands.add(command);
        return command;
    }
}
