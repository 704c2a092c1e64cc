internal import Foundation

/// The thread number of the OpenMP runtime that oneDNN of Debian is built on.
enum OpenMPThreads {
  private typealias Setter = @convention(c) (CInt) -> Void
  private typealias Getter = @convention(c) () -> CInt

  private static let functions: (set: Setter, get: Getter)? = {
    guard let set = dlsym(nil, "omp_set_num_threads"), let get = dlsym(nil, "omp_get_max_threads")
    else { return nil }
    return (unsafeBitCast(set, to: Setter.self), unsafeBitCast(get, to: Getter.self))
  }()

  /// Runs a body with one OpenMP thread, so that its sums have one order everywhere.
  ///
  /// The number belongs to the calling thread and is put back afterwards. Parallel work is done by
  /// giving images to threads of our own.
  static func withOne<Result>(_ body: () throws -> sending Result) rethrows -> sending Result {
    guard let functions else { return try body() }
    let before = functions.get()
    functions.set(1)
    defer { functions.set(before) }
    return try body()
  }
}
