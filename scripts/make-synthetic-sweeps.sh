#!/bin/sh
# Writes the synthetic sweeps of netlists/technologies/table-synthetic.csv to standard output:
#     scripts/make-synthetic-sweeps.sh > netlists/technologies/table-synthetic.csv
# No device was measured. The law is an asymmetric sinh with a series resistance left out:
# I = G V0 sinh(V / V0), V0 = 0.25 V forward and 0.32 V in reverse, rounded to four digits as an
# instrument's table would be.
LC_ALL=C awk 'BEGIN {
  print "# SYNTHETIC, not measured: made by scripts/make-synthetic-sweeps.sh as an example of the format."
  print "voltage_volt,off_ampere,state_1_ampere,state_2_ampere,on_ampere"
  split("1.5e-6 4e-6 7.5e-6 12e-6", states, " ")
  for (step = -10; step <= 10; ++step) {
    voltage = step * 0.04
    scale = voltage < 0 ? 0.32 : 0.25
    line = sprintf("%.2f", voltage)
    for (state = 1; state <= 4; ++state) {
      x = voltage / scale
      line = line sprintf(",%.4g", states[state] * scale * (exp(x) - exp(-x)) / 2)
    }
    print line
  }
}'
