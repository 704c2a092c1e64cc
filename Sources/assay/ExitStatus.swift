import Configuration
import Foundation

/// The exit statuses of `assay`, so that a script can tell a wrong model from a broken run.
enum ExitStatus: Int32, Error {
  case agreed = 0
  case outsideTolerance = 1
  case usage = 64
  case malformedInput = 65
  case unavailable = 69
  case defect = 70

  init(_ category: FailureCategory) {
    switch category {
    case .usage: self = .usage
    case .malformedInput: self = .malformedInput
    case .unavailable: self = .unavailable
    case .outsideTolerance: self = .outsideTolerance
    case .defect: self = .defect
    }
  }
}

/// Writes one line of complaint to standard error, whatever is quoted in it.
func complain(_ message: String) {
  try? StandardStream.error.write("assay: error: \(PrintedText.line(message))\n")
}
