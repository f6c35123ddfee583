package dev.parley.history.archive;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Puts records that nobody can use into `parley.dead-letters`, with headers saying where and why. At least once: a
/// crash before the offset commit repeats them.
final class DeadLetters implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// A record and why it is of no use.
    record DeadLetter(ConsumerRecord<String, byte[]> source, String reason) {}

    private final Supplier<Producer<String, byte[]>> producers;
    private final String topic;
    private final String reader;
    private @Nullable Producer<String, byte[]> opened;

    /// @param producers asked once, when the first letter comes: most instances never need one
    DeadLetters(Supplier<Producer<String, byte[]>> producers, String topic, String reader) {
        this.producers = producers;
        this.topic = topic;
        this.reader = reader;
    }

    /// Returns when Kafka has all of them.
    ///
    /// @throws IllegalStateException if Kafka does not say so in time
    void put(List<DeadLetter> letters) {
        List<Future<?>> sent = new ArrayList<>();
        for (DeadLetter letter : letters) {
            sent.add(producer().send(toRecord(letter)));
        }
        for (Future<?> one : sent) {
            try {
                one.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("dead letter not taken by Kafka", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while writing a dead letter", e);
            }
        }
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private Producer<String, byte[]> producer() {
        Producer<String, byte[]> producer = opened == null ? producers.get() : opened;
        opened = producer;
        return producer;
    }

    private ProducerRecord<String, byte[]> toRecord(DeadLetter letter) {
        ConsumerRecord<String, byte[]> source = letter.source();
        ProducerRecord<String, byte[]> out = new ProducerRecord<>(topic, source.key(), source.value());
        source.headers().forEach(out.headers()::add);
        header(out.headers(), "parley-reader", reader);
        header(out.headers(), "parley-topic", source.topic());
        header(out.headers(), "parley-partition", Integer.toString(source.partition()));
        header(out.headers(), "parley-offset", Long.toString(source.offset()));
        header(out.headers(), "parley-reason", letter.reason());
        return out;
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
