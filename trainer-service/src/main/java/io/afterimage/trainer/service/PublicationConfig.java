package io.afterimage.trainer.service;

import io.afterimage.config.Settings;
import io.afterimage.registry.RetentionRules;
import io.afterimage.registry.store.StoreConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Where versions go, and how long they stay.
 *
 * @param store where artefacts go
 * @param retention which versions keep their artefacts; empty: all
 */
public record PublicationConfig(StoreConfig store, Optional<RetentionRules> retention) {

  static PublicationConfig from(Settings settings) {
    int newest = settings.integer("models.retain", 0, 0, Integer.MAX_VALUE);
    Duration youngerThan = settings.duration("models.retain.younger.than", Duration.ofDays(7));
    return new PublicationConfig(
        StoreConfig.from(settings),
        newest == 0
            ? Optional.empty()
            : Optional.of(new RetentionRules(Math.max(newest, RetentionRules.LEAST), youngerThan)));
  }
}
