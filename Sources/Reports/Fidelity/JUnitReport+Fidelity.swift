public import Fidelity

extension JUnitReport {
  /// The checks of a regression test as test cases, one suite for every golden suite and model.
  ///
  /// - Parameter regression: The regression test.
  public init(_ regression: FidelityRegression) {
    var suites = regression.subjects.map { subject in
      Suite(
        name: subject.path,
        tests: subject.checks.map { Test(name: $0.name, failure: $0.failure) })
    }
    if let drift = regression.drift {
      suites.append(
        Suite(
          name: "release \(drift.version)",
          tests: [
            Test(
              name: "numbers",
              failure: drift.findings.isEmpty ? nil : drift.findings.joined(separator: "; "))
          ]))
    }
    self.init(suites: suites)
  }
}
