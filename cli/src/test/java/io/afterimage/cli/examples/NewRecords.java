package io.afterimage.cli.examples;

import io.afterimage.schemas.events.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The records of a topic that were not there before.
 *
 * @param all reads the topic
 * @param before the places of those that were
 */
record NewRecords(Supplier<List<ConsumerRecord<String, byte[]>>> all, Set<String> before) {

  static NewRecords from(Supplier<List<ConsumerRecord<String, byte[]>>> all) {
    return new NewRecords(
        all, all.get().stream().map(NewRecords::place).collect(Collectors.toUnmodifiableSet()));
  }

  List<ConsumerRecord<String, byte[]>> read() {
    return all.get().stream().filter(record -> !before.contains(place(record))).toList();
  }

  List<String> keys() {
    return read().stream().map(ConsumerRecord::key).toList();
  }

  static String header(ConsumerRecord<?, ?> record, String name) {
    return DeadLetterHeaders.text(record.headers(), name).orElse("");
  }

  static String text(ConsumerRecord<?, byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private static String place(ConsumerRecord<?, ?> record) {
    return record.partition() + "-" + record.offset();
  }
}
