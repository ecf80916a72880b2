package io.afterimage.models.classifier;

import io.afterimage.images.DecodeMemory;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/** What large images hold of the memory for decoding. */
public final class DecodeMemoryMetrics implements MeterBinder {

  private final DecodeMemory memory;

  /** Over the memory that is measured. */
  public DecodeMemoryMetrics(DecodeMemory memory) {
    this.memory = memory;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("afterimage.decode.memory", memory, DecodeMemory::used)
        .description("Reserved by large images that are being decoded: is it the limit?")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    Gauge.builder("afterimage.decode.memory.limit", memory, DecodeMemory::limit)
        .description("The most that all images being decoded may take together")
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
    FunctionCounter.builder("afterimage.decode.memory.waits", memory, DecodeMemory::waits)
        .description("Images that waited for memory: are images large, or is memory short?")
        .register(registry);
  }
}
