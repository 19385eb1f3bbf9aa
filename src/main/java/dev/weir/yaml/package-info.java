/**
 * YAML read with the place of every value, so that each finding names line and column. Pure functions over text: no
 * file is watched, nothing is cached. It knows no rule and no setting.
 */
@NullMarked
package dev.weir.yaml;

import org.jspecify.annotations.NullMarked;
