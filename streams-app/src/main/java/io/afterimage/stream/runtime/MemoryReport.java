package io.afterimage.stream.runtime;

import io.afterimage.images.memory.MemoryPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at the start how the memory of the process is shared out, and whether it is enough. */
final class MemoryReport {

  private static final Logger log = LoggerFactory.getLogger(MemoryReport.class);

  private MemoryReport() {}

  static void log(int workers, long decodeBytes) {
    MemoryPlan plan = MemoryPlan.ofProcess();
    log.atInfo()
        .addKeyValue("limit", plan.limit().bytes())
        .addKeyValue("ofContainer", plan.limit().fromContainer())
        .addKeyValue("heap", plan.heapBytes())
        .addKeyValue("workers", workers)
        .addKeyValue("decode", decodeBytes)
        .log("memory in bytes");
    plan.shortage(workers, decodeBytes)
        .ifPresent(
            shortage ->
                log.atWarn()
                    .addKeyValue("shortage", shortage)
                    .log("memory limit too low: the kernel may kill this process under load"));
  }
}
