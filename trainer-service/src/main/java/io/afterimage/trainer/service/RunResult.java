package io.afterimage.trainer.service;

import io.afterimage.models.Manifest;
import io.afterimage.schemas.events.Reply;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param reply the last one: done; refused, before anything was trained; or failed
 * @param candidate what is known of its candidate, with the gate's judgement; empty where it made
 *     none
 */
record RunResult(Reply reply, Optional<Manifest> candidate) {

  /** Without a candidate. */
  static RunResult without(Reply reply) {
    return new RunResult(reply, Optional.empty());
  }

  /** With a candidate. */
  static RunResult of(Reply reply, Manifest candidate) {
    return new RunResult(reply, Optional.of(candidate));
  }
}
