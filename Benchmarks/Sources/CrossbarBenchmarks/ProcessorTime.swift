import Foundation

/// The processor time that this process and its finished children have used.
enum ProcessorTime {
  /// The sum of user and system time, in seconds.
  static var ofAll: Double {
    var total = 0.0
    for who in [RUSAGE_SELF, RUSAGE_CHILDREN] {
      var usage = rusage()
      getrusage(who, &usage)
      for time in [usage.ru_utime, usage.ru_stime] {
        total += Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
      }
    }
    return total
  }
}
