import Foundation

/// The processor time that this process and its finished children have used.
enum ProcessorTime {
  /// The sum of user and system time, in seconds.
  static var ofAll: Double {
    var total = 0.0
    // RUSAGE_SELF and RUSAGE_CHILDREN, which the C library declares with different types on some
    // systems.
    for who: Int32 in [0, -1] {
      var usage = rusage()
      getrusage(__rusage_who_t(who), &usage)
      for time in [usage.ru_utime, usage.ru_stime] {
        total += Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
      }
    }
    return total
  }
}
