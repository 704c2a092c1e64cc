public import SpiceProtocol

extension WorkerPool {
  /// Starts one worker and asks which simulator it runs.
  ///
  /// - Parameter configuration: The worker executable; its number of workers does not matter.
  /// - Returns: What libngspice says about itself.
  /// - Throws: `UnavailableError` if the worker does not start.
  public static func inspect(_ configuration: Configuration) async throws -> SimulatorVersion {
    var configuration = configuration
    configuration.workers = 1
    return try await run(configuration) { try await $0.simulatorVersion() }
  }
}
