/** Benchmarks for JMH, of one part each. JMH wants them public and not final. */
package io.afterimage.benchmarks.parts;
