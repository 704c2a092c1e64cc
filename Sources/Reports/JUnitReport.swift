internal import Configuration
public import Foundation

/// Test results in the XML format that continuous-integration servers read.
public struct JUnitReport: Sendable {
  /// One test.
  public struct Test: Sendable {
    /// The name of the test.
    public var name: String
    /// Why it failed; nil if it passed.
    public var failure: String?

    /// Creates a test.
    ///
    /// - Parameters:
    ///   - name: The name of the test.
    ///   - failure: Why it failed; nil if it passed.
    public init(name: String, failure: String?) {
      self.name = name
      self.failure = failure
    }
  }

  /// Tests that belong together.
  public struct Suite: Sendable {
    /// The name of the suite.
    public var name: String
    /// Its tests.
    public var tests: [Test]

    /// Creates a suite.
    ///
    /// - Parameters:
    ///   - name: The name of the suite.
    ///   - tests: Its tests.
    public init(name: String, tests: [Test]) {
      self.name = name
      self.tests = tests
    }
  }

  /// The suites.
  public var suites: [Suite]

  /// Creates a report.
  ///
  /// - Parameter suites: The suites.
  public init(suites: [Suite]) {
    self.suites = suites
  }

  /// The report as XML.
  public var xml: Data {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
    for suite in suites {
      let failures = suite.tests.count { $0.failure != nil }
      text += "  <testsuite name=\"\(Self.escaped(suite.name))\" "
      text += "tests=\"\(suite.tests.count)\" failures=\"\(failures)\">\n"
      for test in suite.tests {
        text += "    <testcase classname=\"\(Self.escaped(suite.name))\" "
        text += "name=\"\(Self.escaped(test.name))\""
        guard let failure = test.failure else {
          text += "/>\n"
          continue
        }
        text += ">\n      <failure message=\"\(Self.escaped(failure))\"/>\n    </testcase>\n"
      }
      text += "  </testsuite>\n"
    }
    return Data((text + "</testsuites>\n").utf8)
  }

  /// A text as an attribute; XML 1.0 forbids control characters, even escaped.
  private static func escaped(_ text: String) -> String { PrintedText.line(text).escaped }
}
