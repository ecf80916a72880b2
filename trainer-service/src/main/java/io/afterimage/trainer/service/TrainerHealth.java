package io.afterimage.trainer.service;

import io.afterimage.service.Health;
import io.afterimage.trainer.buffer.ReplayBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Tells the truth about a replica: one that stands by is as ready as the leader. Thread-safe.
 *
 * @param terminated completes when the replica has ended
 * @param acts whether it is the leader
 * @param filled whether the replay buffer holds what the training set says
 * @param buffer what it holds
 * @param runs where a run stands
 */
record TrainerHealth(
    CompletableFuture<Void> terminated,
    BooleanSupplier acts,
    BooleanSupplier filled,
    ReplayBuffer buffer,
    RunMetrics runs) {

  /** Longer than the slowest batch, and than validating between two epochs. */
  static final Duration STANDSTILL = Duration.ofMinutes(15);

  Health health() {
    List<String> reasons = new ArrayList<>();
    Map<String, String> details = new TreeMap<>();
    boolean active = acts.getAsBoolean();
    details.put("role", active ? "active" : "standby");
    if (active) {
      details.put("run", runs.stage().code());
      details.put("bufferPictures", Integer.toString(buffer.size()));
      if (!filled.getAsBoolean()) {
        reasons.add("not ready: the replay buffer is being filled from the training set");
      }
    }
    boolean stuck = active && runs.standsStill(STANDSTILL);
    if (stuck) {
      reasons.add(
          "stuck: no batch was learned for %d minutes; see the log, restart"
              .formatted(STANDSTILL.toMinutes()));
    }
    if (terminated.isDone()) {
      reasons.add("the trainer has ended");
    }
    return new Health(!terminated.isDone() && !stuck, reasons.isEmpty(), reasons, details);
  }
}
