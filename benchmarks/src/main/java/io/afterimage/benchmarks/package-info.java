/** The commands, one per question that is measured. What they stand on is in {@code rig}. */
package io.afterimage.benchmarks;
