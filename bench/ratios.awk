# Reads the lines "run PAIR old|new MEASURE=VALUE ..." of bench/compare, and prints for each measure the medians of both
# jars, the median of the pairs' ratios new/old, and the least and the greatest of these. Other names than old and new are
# given with -v before=NAME -v after=NAME.

# middle VALUES, COUNT: sorts the first COUNT values, and returns the median.
function middle(values, count, i, k, value) {
  for (i = 2; i <= count; i++) {
    value = values[i]
    for (k = i - 1; k >= 1 && values[k] > value; k--) values[k + 1] = values[k]
    values[k + 1] = value
  }
  i = int((count + 1) / 2)
  return count % 2 ? values[i] : (values[i] + values[i + 1]) / 2
}

# short VALUE: three digits are enough, and a number of messages has none behind the point.
function short(value) { return sprintf(value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value) }

BEGIN {
  if (before == "") before = "old"
  if (after == "") after = "new"
}

$1 == "run" {
  if ($2 > pairs) pairs = $2
  for (i = 4; i <= NF; i++) {
    split($i, field, "=")
    if (!((field[1], 0) in seen)) { seen[field[1], 0]; name[++measures] = field[1] }
    found[field[1], $2, $3] = field[2] + 0
  }
}

END {
  printf "%-20s %9s %9s %8s %8s %8s\n", "measure", before, after, after "/" before, "least", "most"
  for (m = 1; m <= measures; m++) {
    for (p = 1; p <= pairs; p++) {
      old[p] = found[name[m], p, before]
      new[p] = found[name[m], p, after]
      if (old[p] <= 0 || new[p] <= 0) {
        printf "%s of pair %d is missing, or too small to be compared: use more messages\n", name[m], p >"/dev/stderr"
        exit 1
      }
      ratio[p] = new[p] / old[p]
    }
    median = middle(ratio, pairs)
    printf "%-20s %9s %9s %8.3f %8.3f %8.3f\n", name[m], short(middle(old, pairs)), short(middle(new, pairs)), \
      median, ratio[1], ratio[pairs]
  }
}
