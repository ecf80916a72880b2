package io.afterimage.console;

import io.afterimage.service.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** What the console's parts wait for or lack. Thread-safe. */
final class ConsoleHealth {

  private final CompletableFuture<Void> terminated;
  private final List<Supplier<List<String>>> parts = new CopyOnWriteArrayList<>();

  ConsoleHealth(CompletableFuture<Void> terminated) {
    this.terminated = terminated;
  }

  /**
   * Asks a part from now on.
   *
   * @param reasons why it does not show everything yet, such as {@code predictions: reading what
   *     was there before}; empty when it does
   */
  void watch(Supplier<List<String>> reasons) {
    parts.add(reasons);
  }

  Health health() {
    List<String> reasons = new ArrayList<>();
    parts.forEach(part -> reasons.addAll(part.get()));
    if (terminated.isDone()) {
      reasons.add("the console has ended");
    }
    return new Health(!terminated.isDone(), reasons.isEmpty(), reasons, Map.of());
  }
}
