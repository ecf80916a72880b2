package io.afterimage.streams.runtime;

import io.afterimage.streams.observability.Health;
import io.afterimage.streams.serving.ActivationState;
import io.afterimage.streams.serving.ActivationState.Loading;
import io.afterimage.streams.serving.ActivationState.Serving;
import io.afterimage.streams.serving.ActivationState.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;

/**
 * Tells the truth about an instance at every moment of its life. Thread-safe; what is not known yet
 * is waited for, and said so.
 */
final class HealthBoard {

  private final CompletableFuture<Void> terminated;
  private volatile Supplier<ActivationState> activation =
      () -> new Waiting("starting: broker and topics");
  private volatile Supplier<State> stream = () -> State.CREATED;

  HealthBoard(CompletableFuture<Void> terminated) {
    this.terminated = terminated;
  }

  void watch(Supplier<ActivationState> newActivation, Supplier<State> newStream) {
    activation = newActivation;
    stream = newStream;
  }

  Health health() {
    List<String> reasons = new ArrayList<>();
    Map<String, String> details = new TreeMap<>();
    ActivationState model = activation.get();
    if (model instanceof Waiting waiting) {
      reasons.add("not ready: " + waiting.reason());
    } else if (model instanceof Loading loading) {
      reasons.add("not ready: loading model version " + loading.modelVersion());
    } else if (model instanceof Serving serving) {
      details.put("modelVersion", serving.modelVersion());
      details.put("modelVersionSince", serving.since().toString());
    }
    State state = stream.get();
    details.put("stream", state.toString());
    if (model instanceof Serving && state != State.RUNNING) {
      reasons.add("not ready: the stream is " + state);
    }
    if (terminated.isDone()) {
      reasons.add("the instance has ended");
    }
    return new Health(!terminated.isDone(), reasons.isEmpty(), reasons, details);
  }
}
