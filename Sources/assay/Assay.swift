import ArgumentParser
import Configuration
import Foundation

/// The command line: parse, call one library function, print, choose an exit status.
struct Assay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assay",
    abstract: "How accurate a neural network is on a resistive crossbar, checked against SPICE.",
    version: assayVersion,
    subcommands: [
      DemoCommand.self, NetlistCommand.self, SimulateCommand.self, FabricateCommand.self,
      TransientCommand.self,
      GoldenCommand.self, CalibrateCommand.self, CharacterizeCommand.self, VerifyCommand.self,
      ErrorsCommand.self,
      EvaluateCommand.self, TrainCommand.self, AuditCommand.self, SweepCommand.self,
      NetworkCommand.self, CostCommand.self, ReportCommand.self,
      DoctorCommand.self,
      TransistorCommand.self,
      TechnologyCommand.self,
    ])
}

/// The version of the package; `CHANGELOG.md` says what it contains.
let assayVersion = "0.1.0"

@main
enum Program {
  static func main() async {
    // A closed pipe downstream must end in an error message, not in a signal.
    signal(SIGPIPE, SIG_IGN)
    StandardStream.occupyClosed()
    do {
      var command = try Assay.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as any CategorizedError {
      complain("\(error)")
      exit(ExitStatus(error.category).rawValue)
    } catch let status as ExitStatus {
      exit(status.rawValue)
    } catch {
      // What no command expects says nothing about tolerances.
      guard Assay.exitCode(for: error) != .failure else {
        complain("\(error)")
        exit(ExitStatus.defect.rawValue)
      }
      // The parser of arguments quotes what it does not understand.
      let status = Assay.exitCode(for: error)
      let stream = status == .success ? StandardStream.output : .error
      let text = Assay.fullMessage(for: error)
      if !text.isEmpty { try? stream.write(text + "\n") }
      exit(status.rawValue)
    }
  }
}
