/**
 * Backbones with weights: reading weight files by each family's conventions, and starting from
 * scratch. Kafka and engines are not known here.
 */
package io.afterimage.networks.pretrained;
