package io.afterimage.trainer.service;

import io.afterimage.training.Phase;
import java.util.Locale;

/** Where a run stands; the order of the constants is that of a run. */
enum RunStage {
  /** No run is in progress. */
  IDLE,
  /** Images are read and decoded. */
  PREPARING,
  /** The head of the active version is fitted again. */
  REFRESH,
  /** The head learns. */
  FREEZE,
  /** The top of the base learns too. */
  FINE_TUNE,
  /** The candidate is exported, compared, judged, published. */
  EXAMINING;

  static RunStage of(Phase phase) {
    return switch (phase) {
      case FREEZE -> FREEZE;
      case FINE_TUNE -> FINE_TUNE;
    };
  }

  /** As metrics and health pages name it. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
